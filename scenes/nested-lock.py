import threading

account = threading.Lock()      #| static pthread_mutex_t account
balance = 0                     #| static int balance

def deposit(amount):            #| static void deposit
    global balance
    with account:
        balance += amount       #| balance += amount

def transfer():                 #| static void *transfer
    with account:
        deposit(10)             # waits here for ever  #| deposit(10);

customer = threading.Thread(target=transfer)
customer.start()                #| pthread_create
customer.join()                 #| pthread_join
print("balance", balance)       #| printf
