-- Enters a draft once for its key.
-- KEYS: account, record of the key, stream of entries, names of accounts; of the counter its balance as well.
-- ARGV: epoch, amount, hold, greatest balance, 1 where an old key was searched for, name, payload.
local seen = redis.call('GET', KEYS[2])
if seen then
    return {'seen', seen}
end
if ARGV[5] ~= '1' then
    return {'unsearched'}
end
local card = redis.pcall('HMGET', KEYS[1], 'epoch', 'entries', 'balance', 'reserved')
if card.err or card[1] ~= ARGV[1] then
    return {'unsure'}
end
local entries = tonumber(card[2])
local reserved = tonumber(card[4])
if not entries or not reserved then
    return {'unsure'}
end
reserved = reserved + tonumber(ARGV[3])
local was = card[3]
if KEYS[5] then
    was = redis.pcall('GET', KEYS[5])
    if was == false and entries == 0 then
        was = '0'
    end
end
if type(was) ~= 'string' or not was:match('^%d+$') or #was > 16 then
    return {'unsure'}
end
local number = string.format('%.0f', entries + 1)
local balance = tonumber(was) + tonumber(ARGV[2])
-- what is put aside must always fit back
if balance < 0 or balance + reserved > tonumber(ARGV[4]) then
    return {balance < 0 and 'little' or 'much', was, card[4], card[2]}
end
balance = string.format('%.0f', balance)
redis.call('HSET', KEYS[1], 'entries', number, 'reserved', string.format('%.0f', reserved))
if KEYS[5] then
    redis.call('SET', KEYS[5], balance)
else
    redis.call('HSET', KEYS[1], 'balance', balance)
end
if entries == 0 then
    redis.call('PERSIST', KEYS[1])
    redis.call('SADD', KEYS[4], ARGV[6])
end
local record = number .. ' ' .. balance .. ' ' .. ARGV[7]
redis.call('SET', KEYS[2], record)
return {'entered', number, balance, redis.call('XADD', KEYS[3], '*', 'entry', record)}
