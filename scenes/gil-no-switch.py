import threading

x = 0

def add():
    global x
    x = x + 1                         #| x = x + 1

a = threading.Thread(target=add)
b = threading.Thread(target=add)
a.start()                             #| pthread_create(&a
b.start()                             #| pthread_create(&b
a.join()                              #| pthread_join(a
b.join()                              #| pthread_join(b
print(x)                              #| printf
