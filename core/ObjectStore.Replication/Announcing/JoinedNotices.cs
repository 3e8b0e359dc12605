using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Replication.Announcing;

/// <summary>Tells of a change what two others tell.</summary>
public sealed class JoinedNotices(IChangeNotices first, IChangeNotices second) : IChangeNotices
{
    /// <inheritdoc />
    public ObjectRecord Mark(ObjectKey key, ObjectRecord record) => second.Mark(key, first.Mark(key, record));

    /// <inheritdoc />
    public IReadOnlyList<OutboxMessage> Of(in PlannedChange change) => [.. first.Of(change), .. second.Of(change)];
}
