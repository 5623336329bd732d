import threading

account = threading.RLock()           #| plait_rlock_new
balance = 100

def withdraw(amount):
    global balance
    with account:                     #| a second time: depth 2 #| not free yet
        balance = balance - amount    #| balance = balance

def transfer():
    with account:                     #| /* depth 1 */ #| depth 0
        withdraw(20)                  #| withdraw(20);

rent = threading.Thread(target=transfer)
phone = threading.Thread(target=transfer)
rent.start()                          #| pthread_create(&rent
phone.start()                         #| pthread_create(&phone
rent.join()                           #| pthread_join(rent
phone.join()                          #| pthread_join(phone
print("balance", balance)             #| printf
