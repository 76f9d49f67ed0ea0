-- Forgets entries of a stream that the ledger has now, and each key's record after a while.
-- KEYS: stream of entries, last id drained, records of the keys. ARGV: for each record its id in the stream, and the
-- milliseconds that it stays.
local ids = {}
for i = 1, #ARGV, 2 do
    ids[#ids + 1] = ARGV[i]
end
redis.call('XDEL', KEYS[1], unpack(ids))
redis.call('SET', KEYS[2], ids[#ids])
for i = 3, #KEYS do
    redis.call('PEXPIRE', KEYS[i], ARGV[2 * (i - 2)])
end
return 1
