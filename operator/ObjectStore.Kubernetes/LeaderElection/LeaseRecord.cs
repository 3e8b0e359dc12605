using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Kubernetes.LeaderElection;

/// <summary>One candidate's view of the lease: reads, takes, renews and releases it. For one caller at a time.</summary>
/// <remarks>Clocks of other machines are not believed: a lease has ended when it has not been seen to change for its duration on our own clock.</remarks>
internal sealed class LeaseRecord(IKubernetesClient client, LeaderElectionOptions options, TimeProvider time)
{
    private V1Lease? _lease;
    private long _seenAt;

    /// <summary>Tries to take the lease, or to renew it when it is ours. False when another holds it or was faster.</summary>
    /// <exception cref="KubernetesApiException">The API server refused for another reason or cannot be reached.</exception>
    public async Task<bool> TryHoldAsync(CancellationToken cancellationToken)
    {
        try
        {
            // What we wrote last is still there if nobody has taken it, so renewing needs no reading.
            if (IsOurs(_lease)) return await WriteAsync(RenewedSpec(_lease!.Spec!), cancellationToken);
        }
        catch (KubernetesApiException exception) when (exception.IsConflict || exception.IsNotFound)
        {
            _lease = null;
        }

        return await TryTakeAsync(cancellationToken);
    }

    /// <summary>Gives the lease up, so that the next leader need not wait.</summary>
    /// <exception cref="KubernetesApiException">The API server refused or cannot be reached.</exception>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (!IsOurs(_lease)) return;
        await WriteAsync(_lease!.Spec! with { HolderIdentity = "", LeaseDurationSeconds = 1, RenewTime = time.GetUtcNow() }, cancellationToken);
    }

    private async Task<bool> TryTakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var current = await client.GetAsync<V1Lease>(options.Lease, cancellationToken);
            if (current is null)
            {
                var metadata = new V1ObjectMeta { Name = options.Lease.Name, Namespace = options.Lease.Namespace };
                Remember(await client.CreateAsync(new V1Lease { Metadata = metadata, Spec = TakenSpec(new V1LeaseSpec()) }, cancellationToken));
                return true;
            }

            if (_lease?.Metadata.ResourceVersion != current.Metadata.ResourceVersion || _lease?.Metadata.Uid != current.Metadata.Uid) Remember(current);
            var spec = current.Spec ?? new V1LeaseSpec();
            if (spec.HolderIdentity == options.Identity) return await WriteAsync(RenewedSpec(spec), cancellationToken);
            return !IsHeld(spec) && await WriteAsync(TakenSpec(spec), cancellationToken);
        }
        catch (KubernetesApiException exception) when (exception.IsConflict || exception.IsAlreadyExists || exception.IsNotFound)
        {
            return false;
        }
    }

    private bool IsOurs(V1Lease? lease) => lease?.Spec?.HolderIdentity == options.Identity;

    private bool IsHeld(V1LeaseSpec spec) =>
        !string.IsNullOrEmpty(spec.HolderIdentity) && time.GetElapsedTime(_seenAt) < TimeSpan.FromSeconds(spec.LeaseDurationSeconds ?? options.LeaseDuration.TotalSeconds);

    private V1LeaseSpec TakenSpec(V1LeaseSpec spec) => RenewedSpec(spec) with
    {
        HolderIdentity = options.Identity,
        AcquireTime = time.GetUtcNow(),
        LeaseTransitions = spec.HolderIdentity is null ? 0 : (spec.LeaseTransitions ?? 0) + 1,
    };

    private V1LeaseSpec RenewedSpec(V1LeaseSpec spec) => spec with
    {
        LeaseDurationSeconds = (int)Math.Ceiling(options.LeaseDuration.TotalSeconds),
        RenewTime = time.GetUtcNow(),
    };

    /// <summary>Writes only over the state that was read: of two candidates one gets a conflict.</summary>
    private async Task<bool> WriteAsync(V1LeaseSpec spec, CancellationToken cancellationToken)
    {
        Remember(await client.UpdateAsync(_lease! with { Spec = spec }, cancellationToken));
        return true;
    }

    private void Remember(V1Lease lease) => (_lease, _seenAt) = (lease, time.GetTimestamp());
}
