-- Has an account looked at again before anything is entered. KEYS: account.
return redis.call('HDEL', KEYS[1], 'epoch')
