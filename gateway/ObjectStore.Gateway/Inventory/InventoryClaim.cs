using ObjectStore.Index.Catalog;

namespace ObjectStore.Gateway.Inventory;

/// <summary>An inventory that this gateway makes: where it stands, and the right to go on. Used by one caller at a time.</summary>
internal sealed class InventoryClaim(ICatalog catalog, string name, DateTimeOffset? lastAt, InventoryRun run, byte[] stored)
{
    private byte[] _stored = stored;

    /// <summary>Where it stands.</summary>
    public InventoryRun Run { get; private set; } = run;

    /// <summary>Whether there is room to remember another file. Checked before it is put, so that no files are left that nobody knows of.</summary>
    public bool HasRoom => _stored.Length <= InventoryState.BytesMax;

    /// <summary>Stores how far it is; false when another gateway has it now.</summary>
    public async ValueTask<bool> StepAsync(InventoryRun next, CancellationToken cancellationToken)
    {
        Run = next with { Beat = Run.Beat + 1 };
        return await ReplaceAsync(new InventoryState(InventoryState.CurrentVersion, lastAt, Run), cancellationToken);
    }

    /// <summary>Stores that it is published.</summary>
    public ValueTask<bool> CompleteAsync(CancellationToken cancellationToken) => ReplaceAsync(new InventoryState(InventoryState.CurrentVersion, Run.StartedAt, null), cancellationToken);

    private async ValueTask<bool> ReplaceAsync(InventoryState state, CancellationToken cancellationToken)
    {
        var bytes = state.Format();
        if (!await catalog.TryReplaceJobStateAsync(name, _stored, bytes, cancellationToken)) return false;
        _stored = bytes;
        return true;
    }
}
