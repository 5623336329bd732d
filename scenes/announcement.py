import threading

announced = threading.Event()         #| plait_event_new
price = 0
heard = []

def shopkeeper():
    global price
    price = 42                        #| price = 42
    announced.set()                   #| plait_event_set

def customer():
    announced.wait()                  #| plait_event_wait
    heard.append(price)               #| *(int *)mine = price

early = threading.Thread(target=customer)
keeper = threading.Thread(target=shopkeeper)
late = threading.Thread(target=customer)
for t in (early, keeper, late): t.start()  #| pthread_create
for t in (keeper, early, late): t.join()   #| pthread_join
if heard == [42, 42]:                 #| heard[0] == 42
    print("both know the price 42")   #| puts
