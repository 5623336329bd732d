import dis
import threading

x = 0

def add():
    global x
    x += 1                            #| /* load */ #| r = r + 1 #| /* store */

dis.dis(add)  # LOAD x, LOAD 1, BINARY_OP, STORE x

a = threading.Thread(target=add)
b = threading.Thread(target=add)
a.start()                             #| pthread_create(&a
b.start()                             #| pthread_create(&b
a.join()                              #| pthread_join(a
b.join()                              #| pthread_join(b
print(x)                              #| printf
