import queue, threading

WINDOWS = 2
windows = queue.Queue()               #| plait_queue_new
clean = [0] * WINDOWS

def cleaner():
    window = windows.get()            #| plait_queue_get
    clean[window] = 1                 #| clean[window] = 1
    windows.task_done()               #| plait_queue_task_done

threads = [threading.Thread(target=cleaner) for _ in range(WINDOWS)]
for t in threads: t.start()           #| pthread_create
for i in range(WINDOWS):
    windows.put(i)                    #| plait_queue_put
windows.join()                        #| plait_queue_join
print(sum(clean), "windows clean")    #| printf
for t in threads: t.join()            #| pthread_join
