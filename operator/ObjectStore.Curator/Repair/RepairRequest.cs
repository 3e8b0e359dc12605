using ObjectStore.Core.Identifiers;

namespace ObjectStore.Curator.Repair;

/// <summary>A stripe that waits for repair or is being repaired.</summary>
/// <remarks>Changed only by <see cref="RepairQueue"/> under its lock.</remarks>
internal sealed class RepairRequest(StripeId stripe, PlacementGroupId group, long sequence)
{
    private readonly TaskCompletionSource<RepairOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StripeId Stripe { get; } = stripe;

    public PlacementGroupId Group { get; } = group;

    /// <summary>Order of arrival.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>Bit i is set when fragment i is said to be missing or damaged.</summary>
    public uint SuspectMask { get; set; }

    /// <summary>Whether an attempt is under way.</summary>
    public bool IsTaken { get; set; }

    /// <summary>What was reported since the attempt under way began, which may have looked at those fragments before.</summary>
    public uint ReportedSinceTaken { get; set; }

    /// <summary>Fragments that may still be lost before data is; the queue's order.</summary>
    public int SpareFragments { get; set; }

    /// <summary>When it is tried again, while it is deferred.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>Attempts that were deferred.</summary>
    public int Attempts { get; set; }

    /// <summary>Whether an attempt has found too few fragments before.</summary>
    public bool IsSuspectedLost { get; set; }

    /// <summary>The end of the first attempt that knew of everything reported by then, or that was deferred.</summary>
    public Task<RepairOutcome> FirstOutcome => _outcome.Task;

    /// <summary>The first outcomes of several, once all have theirs. Awaits each by itself, so that it stays on the caller's scheduler.</summary>
    public static async Task<RepairOutcome[]> FirstOutcomesAsync(IEnumerable<RepairRequest> requests, CancellationToken cancellationToken) =>
        await Task.WhenAll(requests.Select(static async request => await request.FirstOutcome)).WaitAsync(cancellationToken);

    public void SetOutcome(RepairOutcome outcome) => _outcome.TrySetResult(outcome);
}
