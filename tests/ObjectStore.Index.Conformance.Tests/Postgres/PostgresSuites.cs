using ObjectStore.Index.Conformance.Concurrency;
using ObjectStore.Index.Conformance.Objects;

namespace ObjectStore.Index.Conformance.Postgres;

public sealed class PostgresOrderedStoreTests : OrderedStoreSuite<PostgresFixture>;

public sealed class PostgresRandomTransactionTests : RandomTransactionSuite<PostgresFixture>;

public sealed class PostgresObjectIndexTests : ObjectIndexSuite<PostgresFixture>;

public sealed class PostgresObjectIndexModelTests : ObjectIndexModelSuite<PostgresFixture>;

public sealed class PostgresObjectMoveTests : ObjectMoveSuite<PostgresFixture>;

public sealed class PgBouncerOrderedStoreTests : OrderedStoreSuite<PgBouncerFixture>;

public sealed class PgBouncerRandomTransactionTests : RandomTransactionSuite<PgBouncerFixture>;

public sealed class PostgresConcurrencyTests() : ConcurrencySuite<PostgresFixture>(4);

public sealed class PgBouncerConcurrencyTests() : ConcurrencySuite<PgBouncerFixture>(4);
