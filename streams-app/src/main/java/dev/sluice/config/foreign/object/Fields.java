package dev.sluice.config.foreign.object;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The keys of one mapping in a foreign file. It remembers which were read, so that {@link #rest} tells of all others: a field
 * that nobody thought of is never lost without a word.
 */
public final class Fields {
    /** Why a field that nobody thought of is not taken over. */
    static final String UNKNOWN = "has no counterpart";

    private static final int MOST_DIGITS = 9;

    private final String path;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Set<String> read = new LinkedHashSet<>();
    private final List<Remark> remarks;

    public Fields(String path, Map<?, ?> values, List<Remark> remarks) {
        this.path = path;
        this.remarks = remarks;
        values.forEach((key, value) -> {
            if (value != null) {
                this.values.put(String.valueOf(key), value);
            }
        });
    }

    public String path() {
        return path;
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    private Optional<Object> take(String key) {
        read.add(key);
        return Optional.ofNullable(values.get(key));
    }

    /** A word or number as text. */
    public Optional<String> text(String key) {
        return take(key).map(value -> scalar(key, value));
    }

    private String scalar(String key, Object value) {
        if (value instanceof Map<?, ?> || value instanceof List<?>) {
            throw wrong(key, "must be one value");
        }
        String text = value.toString().strip();
        if (text.matches("(?s).*(\\{\\{|\\$\\{|\\$\\().*") || text.matches("<[^<>]*>")) {
            throw wrong(key, "'" + text + "' is a placeholder: fill it in first");
        }
        return text;
    }

    /** A text that must be there. */
    public String required(String key) {
        return text(key).filter(text -> !text.isEmpty()).orElseThrow(() -> wrong(key, "is missing"));
    }

    /** A whole number from 0. */
    public OptionalInt whole(String key) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!text.get().matches("\\d+")) {
            throw wrong(key, "'" + text.get() + "' is no whole number");
        }
        if (text.get().length() > MOST_DIGITS) {
            throw wrong(key, text.get() + " is more than Sluice counts");
        }
        return OptionalInt.of(Integer.parseInt(text.get()));
    }

    /** An amount as Kubernetes writes it, above 0. */
    public Optional<BigDecimal> quantity(String key) {
        return text(key).map(text -> {
            try {
                return Quantities.parse(text);
            } catch (IllegalArgumentException e) {
                throw wrong(key, "'" + text + "' is no amount such as 500m, 70 or 1Gi");
            }
        });
    }

    /** A mapping; without any key where none stands there. */
    public Fields below(String key) {
        Object value = take(key).orElse(Map.of());
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong(key, "must be keys with values");
        }
        return new Fields(at(key), map, remarks);
    }

    /** The mappings of a list. */
    public List<Fields> list(String key) {
        Object value = take(key).orElse(List.of());
        if (!(value instanceof List<?> list)) {
            throw wrong(key, "must be a list");
        }
        List<Fields> found = new ArrayList<>();
        for (Object entry : list) {
            String where = at(key) + "[" + found.size() + "]";
            if (!(entry instanceof Map<?, ?> map)) {
                throw new IllegalArgumentException(where + " must be keys with values");
            }
            found.add(new Fields(where, map, remarks));
        }
        return found;
    }

    /** Fields that need no word: names and references that everything has. */
    public Fields skip(String... keys) {
        read.addAll(List.of(keys));
        return this;
    }

    /** Remarks on a field, if it is there. */
    public void remark(String key, String why) {
        take(key).ifPresent(value -> remarks.add(Remark.of(at(key), value, why)));
    }

    /** Remarks on the fields of such names that were not read. */
    public void remarkAll(Pattern keys, String why) {
        values.keySet().stream()
                .filter(key -> !read.contains(key) && keys.matcher(key).matches())
                .toList()
                .forEach(key -> remark(key, why));
    }

    /** Remarks on this mapping itself. */
    public void remark(String why) {
        remarkSaying("", why);
    }

    /** Remarks on this mapping itself, whose values are these in short. */
    public void remarkSaying(String values, String why) {
        remarks.add(Remark.of(path, values, why));
    }

    /** Remarks on all fields that were not read. */
    public void rest(String why) {
        Set<String> others = new LinkedHashSet<>(values.keySet());
        others.removeAll(read);
        others.forEach(key -> remark(key, why));
    }

    /** Remarks on all fields that nobody thought of. */
    public void rest() {
        rest(UNKNOWN);
    }

    public IllegalArgumentException wrong(String key, String why) {
        return new IllegalArgumentException(at(key) + " " + why);
    }
}
