-- Sets an account right, unless somebody else has changed it since it was read.
-- KEYS: account, record of the opening entry's key, stream of entries, names of accounts; of the counter its balance as well.
-- ARGV: epoch, entries, balance, reserved as they were read; the same as they are to be; name; what the opening entry
-- says, empty where there is none.
local card = redis.pcall('HMGET', KEYS[1], 'epoch', 'entries', 'balance', 'reserved')
if card.err then
    card = {}
end
if KEYS[5] then
    local balance = redis.pcall('GET', KEYS[5])
    card[3] = type(balance) == 'string' and balance or ''
end
for i = 1, 4 do
    if (card[i] or '') ~= ARGV[i] then
        return 0
    end
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'epoch', ARGV[5], 'entries', ARGV[6], 'reserved', ARGV[8])
if KEYS[5] then
    redis.call('SET', KEYS[5], ARGV[7])
else
    redis.call('HSET', KEYS[1], 'balance', ARGV[7])
end
if ARGV[6] == '0' then
    -- nobody has entered anything: who asks about names that there are not fills no memory
    redis.call('PEXPIRE', KEYS[1], 60000)
else
    redis.call('SADD', KEYS[4], ARGV[9])
end
if ARGV[10] ~= '' then
    local record = ARGV[6] .. ' ' .. ARGV[7] .. ' ' .. ARGV[10]
    redis.call('SET', KEYS[2], record)
    redis.call('XADD', KEYS[3], '*', 'entry', record)
end
return 1
