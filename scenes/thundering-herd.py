import threading

on_sale = threading.Condition()       #| pthread_cond_t on_sale #| pthread_mutex_t lock
tickets = for_nothing = 0             #| static int tickets

def fan():                            #| static void *fan
    global tickets, for_nothing
    with on_sale:
        while tickets == 0:           #| while (tickets == 0)
            on_sale.wait()            #| pthread_cond_wait
            if tickets == 0:          #|     if (tickets == 0)
                for_nothing += 1      #| for_nothing++;
        tickets -= 1                  #| tickets--;

fans = [threading.Thread(target=fan)
        for _ in range(2)]
for t in fans:
    t.start()                         #| pthread_create
for _ in fans:
    with on_sale:
        tickets += 1                  #| tickets++;
        on_sale.notify_all()          #| pthread_cond_broadcast
for t in fans:
    t.join()                          #| pthread_join
print("woken for nothing:", for_nothing)  #| printf
