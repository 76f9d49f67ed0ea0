-- Ends one's own turn. KEYS: whose turn it is. ARGV: who asks.
return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1]) or 0
