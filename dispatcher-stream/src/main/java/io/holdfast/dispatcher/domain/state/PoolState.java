package io.holdfast.dispatcher.domain.state;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that the dispatcher knows of one pool. It belongs to the fold, which changes it in place, and
 * remembers what was changed and how it was before, so that only that is stored and published.
 *
 * <p>Everything is in the order of ids. The indexes are derived from the entries alone, so a
 * restored state behaves like the one that was stored.
 */
public final class PoolState {

  private final String pool;
  private Course course = Course.BEGIN;
  private Breaker breaker = Breaker.CLOSED;
  private Freshness freshness = Freshness.UNKNOWN;
  private Wishes wishes = Wishes.NONE;
  private Draft draft = Draft.NONE;
  private final NavigableMap<String, NodeEntry> nodes = new TreeMap<>();
  private final NavigableMap<String, WorkloadEntry> workloads = new TreeMap<>();

  private final SortedMap<String, SortedSet<String>> onNode = new TreeMap<>();
  private final SortedSet<String> waiting = new TreeSet<>();
  private final SortedSet<String> urgent = new TreeSet<>();
  private final SortedSet<String> lost = new TreeSet<>();
  private final SortedSet<String> moving = new TreeSet<>();
  private final SortedSet<String> stopping = new TreeSet<>();

  private final Ledger ledger = new Ledger();

  private final SortedMap<String, NodeEntry> nodesBefore = new TreeMap<>();
  private final SortedMap<String, WorkloadEntry> workloadsBefore = new TreeMap<>();
  private final Map<Class<?>, Record> partsTouched = new LinkedHashMap<>();

  public PoolState(String pool) {
    this.pool = pool;
  }

  public String pool() {
    return pool;
  }

  public Course course() {
    return course;
  }

  public void put(Course value) {
    touch(course, value);
    course = value;
  }

  public Policy policy() {
    return course.policy();
  }

  public Breaker breaker() {
    return breaker;
  }

  public void put(Breaker value) {
    touch(breaker, value);
    breaker = value;
  }

  public Freshness freshness() {
    return freshness;
  }

  public void put(Freshness value) {
    touch(freshness, value);
    freshness = value;
  }

  public Wishes wishes() {
    return wishes;
  }

  public void put(Wishes value) {
    touch(wishes, value);
    wishes = value;
  }

  public Draft draft() {
    return draft;
  }

  public void put(Draft value) {
    touch(draft, value);
    draft = value;
  }

  /** The node, known or not. */
  public NodeEntry node(String id) {
    NodeEntry entry = nodes.get(id);
    return entry == null ? NodeEntry.unknown(id) : entry;
  }

  public NavigableMap<String, NodeEntry> nodes() {
    return Collections.unmodifiableNavigableMap(nodes);
  }

  public void put(NodeEntry entry) {
    NodeEntry before = nodes.put(entry.node(), entry);
    if (!entry.equals(before)) {
      enter(entry, before);
      nodesBefore.putIfAbsent(
          entry.node(), before == null ? NodeEntry.unknown(entry.node()) : before);
      onNode(entry.node()).forEach(this::reindex);
    }
  }

  /** The workload, or null. */
  public WorkloadEntry workload(String id) {
    return workloads.get(id);
  }

  public NavigableMap<String, WorkloadEntry> workloads() {
    return Collections.unmodifiableNavigableMap(workloads);
  }

  public void put(WorkloadEntry entry) {
    WorkloadEntry before = workloads.put(entry.workload(), entry);
    if (entry.equals(before)) {
      return;
    }
    touch(entry.workload(), before);
    enter(entry, before);
    if (before != null) {
      before.grants().forEach(g -> onNode.get(g.node()).remove(entry.workload()));
    }
    entry
        .grants()
        .forEach(g -> onNode.computeIfAbsent(g.node(), n -> new TreeSet<>()).add(entry.workload()));
    reindex(entry.workload());
  }

  /** Forgets a workload that shall not run and does not. */
  public void remove(String workload) {
    WorkloadEntry before = workloads.remove(workload);
    if (before != null) {
      touch(workload, before);
      ledger.subtract(before);
      before.grants().forEach(g -> onNode.get(g.node()).remove(workload));
      reindex(workload);
    }
  }

  private void enter(NodeEntry entry, NodeEntry before) {
    if (entry.profile() == null || (before != null && entry.profile().equals(before.profile()))) {
      return;
    }
    if (ledger.knows(entry.profile().capacity().keySet())) {
      ledger.node(entry);
    } else {
      enterAnew(entry.profile().capacity().keySet());
    }
  }

  private void enter(WorkloadEntry entry, WorkloadEntry before) {
    boolean isKnown =
        ledger.knows(entry.spec().demand().keySet()) && ledger.knows(entry.measured().keySet());
    if (!isKnown) {
      enterAnew(entry.spec().demand().keySet());
      enterAnew(entry.measured().keySet());
      return;
    }
    if (before != null) {
      ledger.subtract(before);
    }
    ledger.add(entry);
  }

  private void enterAnew(Collection<String> moreResources) {
    ledger.learn(moreResources);
    nodes.values().forEach(ledger::node);
    workloads.values().forEach(ledger::add);
  }

  /** What is taken of each node. */
  public Ledger ledger() {
    return ledger;
  }

  private void touch(Record was, Record is) {
    if (!is.equals(was)) {
      partsTouched.put(is.getClass(), is);
    }
  }

  private void touch(String workload, WorkloadEntry before) {
    if (!workloadsBefore.containsKey(workload)) {
      workloadsBefore.put(workload, before);
    }
  }

  private void reindex(String id) {
    WorkloadEntry entry = workloads.get(id);
    keep(waiting, id, entry != null && entry.waiting() != null);
    keep(urgent, id, entry != null && entry.waiting() != null && entry.waiting().isUrgent());
    keep(moving, id, entry != null && entry.isMoving());
    List<Grant> active = entry == null ? List.of() : entry.active();
    keep(stopping, id, entry != null && active.size() < entry.grants().size());
    keep(lost, id, active.stream().anyMatch(this::isLost));
  }

  private static void keep(SortedSet<String> index, String id, boolean belongs) {
    if (belongs) {
      index.add(id);
    } else {
      index.remove(id);
    }
  }

  /** Whether the incarnation that it was given to is no longer live. */
  public boolean isLost(Grant grant) {
    return !node(grant.node()).isLive(grant.incarnation());
  }

  /** Workloads with a grant on the node. */
  public SortedSet<String> onNode(String node) {
    return copy(onNode.getOrDefault(node, Collections.emptySortedSet()));
  }

  /** Workloads that wait for something. */
  public SortedSet<String> waiting() {
    return copy(waiting);
  }

  /** Of these, those that nobody should wait for. */
  public SortedSet<String> urgent() {
    return copy(urgent);
  }

  /** Workloads with an active grant on an incarnation that is not live. */
  public SortedSet<String> lost() {
    return copy(lost);
  }

  /** Workloads on their way. */
  public SortedSet<String> moving() {
    return copy(moving);
  }

  /** Workloads with a grant that has not been seen to stop. */
  public SortedSet<String> stopping() {
    return copy(stopping);
  }

  /** As it is now, while the index itself goes on changing. */
  private static SortedSet<String> copy(SortedSet<String> ids) {
    return ids.isEmpty() ? Collections.emptySortedSet() : new TreeSet<>(ids);
  }

  /** Changed nodes as they were. */
  public SortedMap<String, NodeEntry> nodesBefore() {
    return Collections.unmodifiableSortedMap(nodesBefore);
  }

  /** Changed workloads as they were; null for a new one. */
  public SortedMap<String, WorkloadEntry> workloadsBefore() {
    return Collections.unmodifiableSortedMap(workloadsBefore);
  }

  /** The pool's own parts that changed, as they are. */
  public Collection<Record> partsTouched() {
    return Collections.unmodifiableCollection(partsTouched.values());
  }

  /** What was changed has been stored and published; the next change begins anew. */
  public void settle() {
    nodesBefore.clear();
    workloadsBefore.clear();
    partsTouched.clear();
  }
}
