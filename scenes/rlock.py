import threading

account = threading.RLock()           #| plait_rlock_new
balance = 100

def withdraw(amount):
    global balance
    with account:                     #| /* depth 2 */ #| still 1
        balance = balance - amount    #| balance = balance

def transfer():
    with account:                     #| /* depth 1 */ #| 0: free
        withdraw(20)                  #| withdraw(20);

rent = threading.Thread(target=transfer)
phone = threading.Thread(target=transfer)
rent.start()                          #| pthread_create(&rent
phone.start()                         #| pthread_create(&phone
rent.join()                           #| pthread_join(rent
phone.join()                          #| pthread_join(phone
print("balance", balance)             #| printf
