using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Objects.Outbox;

/// <summary>Decides whom a change of a key is told. Asked inside the plan of the commit, once it is known what becomes of the key.</summary>
public interface IChangeNotices
{
    /// <summary>The version as it is to be stored: with what it says of its own notices. Asked before <see cref="Of"/>, of versions that are added or changed where versions are kept. Pure.</summary>
    ObjectRecord Mark(ObjectKey key, ObjectRecord record) => record;

    /// <summary>The messages that the commit puts into the outbox; none for most changes. Pure; asked again when the commit meets a conflict.</summary>
    IReadOnlyList<OutboxMessage> Of(in PlannedChange change);
}
