using ObjectStore.Index.Catalog;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Inventory;

/// <summary>An inventory that this gateway makes: where it stands, and the right to go on. Used by one caller at a time.</summary>
internal sealed class InventoryClaim(ICatalog catalog, BucketRecord bucket, string id, DateTimeOffset? lastAt, InventoryRun run, byte[] stored)
{
    private byte[] _stored = stored;
    private ulong? _stamp;

    /// <summary>Where it stands.</summary>
    public InventoryRun Run { get; private set; } = run;

    /// <summary>Whether there is room to remember another file. Checked before it is put, so that no files are left that nobody knows of.</summary>
    public bool HasRoom => _stored.Length <= InventoryState.BytesMax;

    /// <summary>Whether the bucket still has the configuration that it follows. Read again only after a change of documents of any bucket.</summary>
    public async ValueTask<bool> IsConfiguredAsync(CancellationToken cancellationToken)
    {
        // Seen before the documents, so that what is known is at least as new.
        var stamp = await catalog.GetDocumentsStampAsync(cancellationToken);
        if (stamp == _stamp) return true;
        var documents = await catalog.GetDocumentsAsync(bucket.Name, cancellationToken);
        if (documents?.Bucket != bucket.Id || documents.Find(BucketDocumentKind.Inventory) is not { } document) return false;
        if (!InventoryRequest.TryParseStored(document, out var inventories)) return false;
        if (!inventories.Any(each => each.Id == id && InventoryClaims.DigestOf(each) == Run.Configuration)) return false;
        _stamp = stamp;
        return true;
    }

    /// <summary>Stores how far it is; false when another gateway has it now, or its configuration is gone or another.</summary>
    public async ValueTask<bool> StepAsync(InventoryRun next, CancellationToken cancellationToken)
    {
        if (!await IsConfiguredAsync(cancellationToken)) return false;
        Run = next with { Beat = Run.Beat + 1 };
        return await ReplaceAsync(new InventoryState(InventoryState.CurrentVersion, lastAt, Run), cancellationToken);
    }

    /// <summary>Stores that it is published.</summary>
    public ValueTask<bool> CompleteAsync(CancellationToken cancellationToken) => ReplaceAsync(new InventoryState(InventoryState.CurrentVersion, Run.StartedAt, null), cancellationToken);

    private async ValueTask<bool> ReplaceAsync(InventoryState state, CancellationToken cancellationToken)
    {
        var bytes = state.Format();
        if (!await catalog.TryReplaceJobStateAsync(InventoryClaims.NameOf(bucket, id), _stored, bytes, cancellationToken)) return false;
        _stored = bytes;
        return true;
    }
}
