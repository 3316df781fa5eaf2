package dev.sluice.topology.store;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store on disk that is restored from its changelog if its files are damaged.
 *
 * <p>RocksDB says that files are damaged by an exception, which would end the application, and again at each later start.
 * Here the store's files are deleted and the exception becomes a {@link TaskCorruptedException}, which makes Kafka Streams
 * restore the task. Other troubles, such as a full disk, stay what they are.
 */
public final class RestorableStore implements KeyValueBytesStoreSupplier {
    private static final Logger LOG = LoggerFactory.getLogger(RestorableStore.class);

    private final KeyValueBytesStoreSupplier disk;

    private RestorableStore(KeyValueBytesStoreSupplier disk) {
        this.disk = disk;
    }

    /** The supplier of a store of this name. */
    public static KeyValueBytesStoreSupplier named(String name) {
        return new RestorableStore(Stores.persistentKeyValueStore(name));
    }

    @Override
    public String name() {
        return disk.name();
    }

    @Override
    public String metricsScope() {
        return disk.metricsScope();
    }

    @Override
    @SuppressWarnings("unchecked")
    public KeyValueStore<Bytes, byte[]> get() {
        return (KeyValueStore<Bytes, byte[]>) Proxy.newProxyInstance(
                RestorableStore.class.getClassLoader(), new Class<?>[] {KeyValueStore.class}, new Watched(disk.get()));
    }

    /** Passes all calls on, whatever methods this version of Kafka Streams has, and looks at what they throw. */
    private static final class Watched implements InvocationHandler {
        private final KeyValueStore<Bytes, byte[]> store;
        private @Nullable StateStoreContext context;
        private boolean damaged;

        Watched(KeyValueStore<Bytes, byte[]> store) {
            this.store = store;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            if (method.getName().equals("equals")) {
                return arguments != null && proxy == arguments[0];
            }
            if (method.getName().equals("init") && arguments != null) {
                context = (StateStoreContext) arguments[0];
                deleteDamaged();
            }
            try {
                return method.invoke(store, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause() instanceof ProcessorStateException error && isDamage(error)
                        ? corrupted(error)
                        : e.getCause();
            }
        }

        private Throwable corrupted(ProcessorStateException error) {
            if (context == null) {
                return error;
            }
            LOG.warn(
                    "The files of {} in {} are damaged, it is restored from Kafka: {}",
                    store.name(),
                    context.stateDir(),
                    String.valueOf(error.getCause()));
            damaged = true;
            if (!store.isOpen()) {
                deleteDamaged();
            }
            return new TaskCorruptedException(Set.of(context.taskId()), error);
        }

        /** Files of a store that is open are deleted before it is opened again. */
        private void deleteDamaged() {
            if (damaged && context != null) {
                damaged = false;
                try {
                    Utils.delete(new File(new File(context.stateDir(), "rocksdb"), store.name()));
                } catch (IOException e) {
                    throw new ProcessorStateException("damaged files cannot be deleted", e);
                }
            }
        }
    }

    private static boolean isDamage(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof RocksDBException said
                    && said.getStatus() != null
                    && said.getStatus().getCode() == Status.Code.Corruption) {
                return true;
            }
        }
        return false;
    }
}
