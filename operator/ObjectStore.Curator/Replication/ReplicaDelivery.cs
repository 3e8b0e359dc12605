using ObjectStore.Index.Objects;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Replication;

namespace ObjectStore.Curator.Replication;

/// <summary>Has one row of the outbox done: reads the version, has it sent, and notes in the version's row that the destination has it.</summary>
/// <remarks>Every step may be the last: what was done is done again, which changes nothing, until the version's row says that it does not wait.</remarks>
internal sealed class ReplicaDelivery(string destination, string bucket, IReplicaSender sender, IObjectIndex index)
{
    /// <summary>Guess: changes of a version while it is sent; more of them are for the next walk.</summary>
    private const int RoundsMax = 3;

    /// <summary>Delivers a row.</summary>
    /// <returns>Why it failed, null when it is done; and the bytes of the object that was sent, null when nothing had to be.</returns>
    public async ValueTask<(string? Failure, long? Bytes)> SendAsync(OutboxEntry entry, ReplicationFacts facts, CancellationToken cancellationToken)
    {
        if (!VersionName.TryParse(facts.Version, out var name)) return ("the row names no version", null);
        long? bytes = null;
        for (var round = 0; round < RoundsMax; round++)
        {
            // Gone, or taken by now by who was here before.
            var record = await index.GetVersionAsync(entry.Bucket, entry.Key, name, cancellationToken);
            if (record?.Replication?.WaitsFor(destination) is not true) return (null, bytes);
            var current = await index.GetVersionAsync(entry.Bucket, entry.Key, version: null, cancellationToken);
            var version = new ReplicaVersion(entry.Bucket, entry.Key, record, facts, bucket, current?.Name == record.Name);
            if (await sender.SendAsync(version, cancellationToken) is { } failure) return (failure, null);
            bytes ??= record.Size;
            if (await TrySettleAsync(entry, record, isGivenUp: false)) return (null, bytes);
        }

        return ("it was changed while it was sent", null);
    }

    /// <summary>Notes that the destination does not get the version.</summary>
    public async ValueTask GiveUpAsync(OutboxEntry entry, ReplicationFacts facts, CancellationToken cancellationToken)
    {
        if (!VersionName.TryParse(facts.Version, out var name)) return;
        if (await index.GetVersionAsync(entry.Bucket, entry.Key, name, cancellationToken) is { } record) await TrySettleAsync(entry, record, isGivenUp: true);
    }

    /// <summary>Takes the destination out of the version's row; false when the version is not what was sent any more. Not cut off: it was sent.</summary>
    private async ValueTask<bool> TrySettleAsync(OutboxEntry entry, ObjectRecord sent, bool isGivenUp)
    {
        var update = new ObjectUpdate.ChangeReplication(record =>
            record.Replication?.WaitsFor(destination) is true && (isGivenUp || IsSame(sent, record)) ? record.Replication.Without(destination, isGivenUp) : null);
        return (await index.UpdateAsync(entry.Bucket, entry.Key, sent.Name, update, CancellationToken.None)).Outcome is not WriteOutcome.PreconditionFailed;
    }

    /// <summary>Whether nothing was changed that goes to destinations. Of a null version another may have the name.</summary>
    private static bool IsSame(ObjectRecord sent, ObjectRecord now) => sent.ETag == now.ETag && sent.LastModified == now.LastModified
        && sent.Retention == now.Retention && sent.HasLegalHold == now.HasLegalHold && sent.Tags.SequenceEqual(now.Tags);
}
