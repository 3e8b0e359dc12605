using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;

namespace ObjectStore.Curator.Tests.Keymap;

/// <summary>Notes what is called, before it is done.</summary>
internal sealed class RecordingControl(IKeymapControl inner) : IKeymapControl
{
    public List<string> Calls { get; } = [];

    /// <summary>Called before a split; what it throws is what the caller gets.</summary>
    public Action? BeforeSplit { get; set; }

    public ValueTask<IReadOnlyList<KeymapEntry>> ListAsync(CancellationToken cancellationToken) => Note(nameof(ListAsync)).ListAsync(cancellationToken);

    public ValueTask<KeymapOutcome> SplitAsync(ReadOnlyMemory<byte> start, IReadOnlyList<ReadOnlyMemory<byte>> positions, CancellationToken cancellationToken)
    {
        Note(nameof(SplitAsync));
        BeforeSplit?.Invoke();
        return inner.SplitAsync(start, positions, cancellationToken);
    }

    public ValueTask<KeymapOutcome> MergeAsync(ReadOnlyMemory<byte> leftStart, CancellationToken cancellationToken) => Note(nameof(MergeAsync)).MergeAsync(leftStart, cancellationToken);

    public ValueTask<KeymapOutcome> BeginMoveAsync(ReadOnlyMemory<byte> start, string target, CancellationToken cancellationToken) =>
        Note(nameof(BeginMoveAsync)).BeginMoveAsync(start, target, cancellationToken);

    public ValueTask<KeymapOutcome> CancelMoveAsync(ReadOnlyMemory<byte> start, CancellationToken cancellationToken) => Note(nameof(CancelMoveAsync)).CancelMoveAsync(start, cancellationToken);

    public ValueTask<MoveOutcome> CarryOutMoveAsync(ReadOnlyMemory<byte> start, CancellationToken cancellationToken) => Note(nameof(CarryOutMoveAsync)).CarryOutMoveAsync(start, cancellationToken);

    public ValueTask<KeymapStatus> ReconcileAsync(CancellationToken cancellationToken) => Note(nameof(ReconcileAsync)).ReconcileAsync(cancellationToken);

    public ValueTask<KeymapOutcome> StoreKeyCountAsync(ReadOnlyMemory<byte> start, Epoch epoch, long keyCount, CancellationToken cancellationToken) =>
        Note(nameof(StoreKeyCountAsync)).StoreKeyCountAsync(start, epoch, keyCount, cancellationToken);

    public ValueTask<int> DeleteDiscardedAsync(CancellationToken cancellationToken) => Note(nameof(DeleteDiscardedAsync)).DeleteDiscardedAsync(cancellationToken);

    private IKeymapControl Note(string call)
    {
        Calls.Add(call);
        return inner;
    }
}
