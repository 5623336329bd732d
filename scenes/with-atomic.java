import java.util.concurrent.atomic.AtomicInteger;

class WithAtomic {
  static final AtomicInteger counter = new AtomicInteger(); //| static atomic_int counter

  static void increment() {            //| static void *increment
    counter.incrementAndGet();         //| atomic_fetch_add
  }

  public static void main(String[] args)
      throws InterruptedException {
    Thread first = new Thread(WithAtomic::increment);
    Thread second = new Thread(WithAtomic::increment);
    first.start();                     //| pthread_create(&first
    second.start();                    //| pthread_create(&second
    first.join();                      //| pthread_join(first
    second.join();                     //| pthread_join(second
    System.out.println(counter.get()); //| printf
  }
}
