using System.Diagnostics.CodeAnalysis;
using ObjectStore.Core.Errors;
using ObjectStore.Curator.Outboxes;
using ObjectStore.Events.Documents;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Replication;

namespace ObjectStore.Curator.Replication;

/// <summary>Has rows of the outbox done that name one destination: reads the version, has it sent, and notes in the version's row that the destination has it.</summary>
/// <remarks>Every step may be the last: what was done is done again, which changes nothing, until the version's row says that it does not wait.</remarks>
internal sealed class ReplicaDelivery(
    string destination, string bucket, IReplicaSender sender, IObjectIndex index, ReplicationJournal journal, ReplicationMetrics metrics, TimeProvider time) : IOutboxDelivery
{
    /// <summary>Guess: changes of a version while it is sent; more of them are for the next walk.</summary>
    private const int RoundsMax = 3;

    /// <inheritdoc />
    public long EndedCount => journal.EndedCount;

    /// <summary>Notes what waits for the destination; null for nothing.</summary>
    public void Waits(DestinationBacklog? backlog) => journal.Waits(backlog);

    /// <inheritdoc />
    public async ValueTask<string?> SendAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        var (failure, bytes) = TryParse(entry, out var facts, out var name) ? await TrySendAsync(entry, facts, name, cancellationToken) : ("the row cannot be read", null);
        if (failure is not null)
        {
            journal.Failed(failure);
            metrics.Failed(destination);
        }
        else if (bytes is { } sent)
        {
            journal.Delivered(sent);
            metrics.Delivered(destination, sent);
        }

        return failure;
    }

    /// <inheritdoc />
    public async ValueTask GiveUpAsync(IReadOnlyList<GivenUpRow> rows, CancellationToken cancellationToken)
    {
        var (failed, settled) = (new List<FailedVersion>(), new List<(OutboxEntry Entry, ObjectRecord Record)>());
        foreach (var (entry, reason) in rows)
        {
            var (record, isReadable) = TryParse(entry, out var facts, out var name) ? await TryReadAsync(entry, name, cancellationToken) : (null, false);

            // Gone, or taken by a later row of the same version.
            if (isReadable && !Waits(record)) continue;
            failed.Add(new FailedVersion(facts?.Bucket ?? "", EventKey.Encode(entry.Key.Utf8), facts?.Version ?? "", reason, time.GetUtcNow()));
            if (record is not null) settled.Add((entry, record));
        }

        if (failed.Count == 0) return;
        await journal.GiveUpAsync(failed, cancellationToken);
        foreach (var (entry, record) in settled) await SettleGivenUpAsync(entry, record);
        metrics.GivenUp(destination, failed.Count);
    }

    /// <inheritdoc />
    public ValueTask StoreAsync(CancellationToken cancellationToken) => journal.StoreAsync(cancellationToken);

    /// <summary>Why it failed, null when it is done; and the bytes of the object that was sent, null when nothing had to be.</summary>
    private async ValueTask<(string? Failure, long? Bytes)> TrySendAsync(OutboxEntry entry, ReplicationFacts facts, VersionName name, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(entry, facts, name, cancellationToken);
        }
        catch (StorageException exception) when (exception.IsUnreadable)
        {
            // What cannot be read must not hold up those behind it.
            return ("a row of the key cannot be read", null);
        }
    }

    private async ValueTask<(string? Failure, long? Bytes)> SendAsync(OutboxEntry entry, ReplicationFacts facts, VersionName name, CancellationToken cancellationToken)
    {
        long? bytes = null;
        for (var round = 0; round < RoundsMax; round++)
        {
            // Gone, or taken by now by who was here before.
            if (await index.GetVersionAsync(entry.Bucket, entry.Key, name, cancellationToken) is not { } record || !Waits(record)) return (null, bytes);
            var current = await index.GetVersionAsync(entry.Bucket, entry.Key, version: null, cancellationToken);
            var version = new ReplicaVersion(entry.Bucket, entry.Key, record, facts, bucket, current?.Name == record.Name);
            if (await sender.SendAsync(version, cancellationToken) is { } failure) return (failure, null);
            bytes ??= record.Size;
            if (await TrySettleAsync(entry, record, isGivenUp: false)) return (null, bytes);
        }

        return ("it was changed while it was sent", null);
    }

    private bool Waits(ObjectRecord? record) => record?.Replication?.WaitsFor(destination) is true;

    private static bool TryParse(OutboxEntry entry, [NotNullWhen(true)] out ReplicationFacts? facts, out VersionName name)
    {
        name = default;
        if (ReplicationContent.TryParse(entry.Message.Content.Span, out facts) && VersionName.TryParse(facts.Version, out name)) return true;
        facts = null;
        return false;
    }

    /// <summary>The version, null when it is gone; and whether its row can be read.</summary>
    private async ValueTask<(ObjectRecord? Record, bool IsReadable)> TryReadAsync(OutboxEntry entry, VersionName name, CancellationToken cancellationToken)
    {
        try
        {
            return (await index.GetVersionAsync(entry.Bucket, entry.Key, name, cancellationToken), true);
        }
        catch (StorageException exception) when (exception.IsUnreadable)
        {
            return (null, false);
        }
    }

    /// <summary>A version that cannot be changed, because other rows of its key cannot be read, says that it waits; a walk finds it when they can be read again.</summary>
    private async ValueTask SettleGivenUpAsync(OutboxEntry entry, ObjectRecord record)
    {
        try
        {
            await TrySettleAsync(entry, record, isGivenUp: true);
        }
        catch (StorageException exception) when (exception.IsUnreadable)
        {
            // It is counted, and its row in the outbox must not hold up those behind it.
        }
    }

    /// <summary>Takes the destination out of the version's row; false when the version is not what was sent any more. Not cut off: it was sent.</summary>
    private async ValueTask<bool> TrySettleAsync(OutboxEntry entry, ObjectRecord sent, bool isGivenUp)
    {
        var update = new ObjectUpdate.ChangeReplication(record =>
            Waits(record) && (isGivenUp || IsSame(sent, record)) ? record.Replication!.Without(destination, isGivenUp) : null);
        return (await index.UpdateAsync(entry.Bucket, entry.Key, sent.Name, update, CancellationToken.None)).Outcome is not WriteOutcome.PreconditionFailed;
    }

    /// <summary>Whether nothing was changed that goes to destinations. Of a null version another may have the name.</summary>
    private static bool IsSame(ObjectRecord sent, ObjectRecord now) => sent.ETag == now.ETag && sent.LastModified == now.LastModified
        && sent.Retention == now.Retention && sent.HasLegalHold == now.HasLegalHold && sent.Tags.SequenceEqual(now.Tags);
}
