-- Forgets entries of a stream that the ledger has now, and each key's record after a while.
-- KEYS: stream of entries, last id drained, records of the keys. ARGV: milliseconds that records stay, ids.
local ids = {}
for i = 2, #ARGV do
    ids[i - 1] = ARGV[i]
end
redis.call('XDEL', KEYS[1], unpack(ids))
redis.call('SET', KEYS[2], ARGV[#ARGV])
for i = 3, #KEYS do
    redis.call('PEXPIRE', KEYS[i], ARGV[1])
end
return 1
