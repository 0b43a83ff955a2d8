-- Places orders: each request a new idempotency key, a customer at random and two SKUs (or, where HOT_SKU is
-- a number, that one alone), each dear enough for free freight. OFF: what the customer's best coupon or a campaign takes off;
-- WITHOUT_COUPONS: `yes` uses none.
local threads = 0
function setup(thread) threads = threads + 1; thread:set("number", threads) end

function init()
  shoppers, skus = {}, {}
  for line in io.lines(os.getenv("SHOPPERS_FILE")) do
    local token, address = line:match("^(%S+) (%S+)$")
    shoppers[#shoppers + 1] = { token = token, address = address }
  end
  for line in io.lines(os.getenv("SKUS_FILE")) do
    local id, price = line:match("^(%S+) (%S+)$")
    skus[#skus + 1] = { id = id, price = tonumber(price) }
  end
  hot = tonumber(os.getenv("HOT_SKU"))
  off = tonumber(os.getenv("OFF") or "0")
  coupons = os.getenv("WITHOUT_COUPONS") == "yes" and ',"couponIds":[]' or ""
  run = os.getenv("RUN_ID")
  count = 0
  math.randomseed(os.time() + number * 7919)
end

function request()
  count = count + 1
  local shopper = shoppers[math.random(#shoppers)]
  local a = hot or math.random(#skus)
  local b = a % #skus + 1
  local lines, total = '{"skuId":"' .. skus[a].id .. '","quantity":1}', skus[a].price
  if not hot then
    lines = lines .. ',{"skuId":"' .. skus[b].id .. '","quantity":1}'
    total = total + skus[b].price
  end
  local body = '{"lines":[' .. lines .. '],"addressId":"' .. shopper.address .. '","expectedTotalAmount":' .. (total - off) .. coupons .. '}'
  return wrk.format("POST", "/api/v1/orders", {
    ["content-type"] = "application/json",
    ["authorization"] = "Bearer " .. shopper.token,
    ["idempotency-key"] = run .. "-" .. number .. "-" .. count,
  }, body)
end
