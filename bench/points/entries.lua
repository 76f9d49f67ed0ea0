-- Entries with keys that were never used before. Arguments: what the keys begin with, how many accounts.
local start, accounts
local made = 0
local body = '{"amount": 10, "reason": "bench"}'
local request_text = "POST /accounts/bench-%d/entries HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
    .. "Content-Length: " .. #body .. "\r\nIdempotency-Key: %s-%d\r\n\r\n" .. body

function init(arguments)
    start, accounts = arguments[1], tonumber(arguments[2])
end

function request()
    made = made + 1
    return request_text:format(made % accounts, start, made)
end
