import threading

lock = threading.Lock()         #| static pthread_mutex_t lock
stock = 1                       #| static int stock

def in_stock():                 #| static bool in_stock
    with lock:
        return stock > 0        #| bool yes = stock > 0

def take_one():                 #| static void take_one
    global stock
    with lock:
        stock -= 1              #| stock--;

def order():                    #| static void *order
    if in_stock():              #| if (in_stock())
        take_one()              #| take_one();

first = threading.Thread(target=order)
second = threading.Thread(target=order)
first.start()                   #| pthread_create(&first
second.start()                  #| pthread_create(&second
first.join()                    #| pthread_join(first
second.join()                   #| pthread_join(second
print("stock", stock)           #| printf
