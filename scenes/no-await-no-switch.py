import asyncio

balance = 0

async def deposit():                  #| static intptr_t deposit
    global balance
    await asyncio.sleep(0)            #| plait_await()
    seen = balance                    #| int seen = balance
    balance = seen + 10               #| balance = seen + 10

async def both():
    ann = asyncio.create_task(deposit(), name="ann")  #| "ann"
    bob = asyncio.create_task(deposit(), name="bob")  #| "bob"
    await asyncio.gather(ann, bob)    #| plait_gather

asyncio.run(both())                   #| plait_run
print("balance", balance)             #| printf
