import java.util.concurrent.locks.*;
class Museum {
  static ReadWriteLock museum = new ReentrantReadWriteLock(true); //| plait_rwlock_new
  static StringBuffer entered = new StringBuffer();

  static void enter(int hour, Lock door, String who) {
    try {
      Thread.sleep(100 * hour);      //| usleep(HOUR * (unsigned)
      door.lock();                  //| acquire_read //| acquire_write
      entered.append(" " + who);    //| = 'v' //| = 'P'
      Thread.sleep(5 * 100);         //| usleep(5 * HOUR)
      door.unlock();                //| release_read //| release_write
    } catch (InterruptedException e) { }
  }
  public static void main(String[] args) throws InterruptedException {
    Thread[] t = new Thread[5];
    for (int i = 0; i < 5; i++) {
      int h = i;
      t[i] = new Thread(() -> enter(h, h % 2 == 1 ? museum.writeLock() : museum.readLock(), h % 2 == 1 ? "P" : "v"));
      t[i].start();                 //| pthread_create
    }
    for (Thread x : t) x.join();    //| pthread_join
    System.out.println("came v P v P v, went in" + entered); //| printf("came
  }
}
