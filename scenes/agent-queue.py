import threading

arrived = threading.Condition()  #| pthread_cond_t arrived #| pthread_mutex_t lock
line = served = 0                #| static int line #| static int served

def agent():                     #| static void *agent
    global line, served
    while served < 2:            #| while (served < CUSTOMERS)
        with arrived:
            while line == 0:     #| while (line == 0)
                arrived.wait()   #| pthread_cond_wait
            line -= 1            #| line--;
        served += 1              #| served++;

def customer():                  #| static void *customer
    global line
    with arrived:
        line += 1                #| line++;
        arrived.notify()         #| pthread_cond_signal

people = [threading.Thread(target=f)
          for f in (agent, customer, customer)]
for p in people: p.start()       #| pthread_create(&clerk #| pthread_create(&thread
for p in people: p.join()        #| pthread_join(thread #| pthread_join(clerk
print("served", served)          #| printf
