using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Index.Objects;

/// <summary>Collects the stripes of one write, in order, into as few runs as possible. Used by one caller at a time.</summary>
public sealed class RunBuilder
{
    private readonly List<StripeRun> _runs = [];

    /// <summary>What was collected so far; later additions may replace its last element.</summary>
    public IReadOnlyList<StripeRun> Runs => _runs;

    /// <summary>Adds the stripe that follows those already added.</summary>
    public void Add(StripeId stripe, PlacementGroupId group, ErasureProfile profile, int dataBytes)
    {
        if (_runs.Count > 0 && Extends(_runs[^1], stripe, group, profile, dataBytes))
        {
            _runs[^1] = _runs[^1] with { StripeCount = _runs[^1].StripeCount + 1, LastStripeBytes = dataBytes };
            return;
        }

        _runs.Add(new StripeRun(stripe, group, profile, 1, dataBytes, dataBytes));
        Invariant.That(_runs[^1].Bytes == dataBytes);
    }

    private static bool Extends(StripeRun run, StripeId stripe, PlacementGroupId group, ErasureProfile profile, int dataBytes) =>
        run.Group == group
        && run.Profile == profile
        && run.LastStripeBytes == run.StripeBytes
        && dataBytes <= run.StripeBytes
        && stripe == run.First.Plus(run.StripeCount);
}
