namespace ObjectStore.Admin.Health;

/// <summary>What must be so in a process, beside an index that answers, for <c>/readyz</c> to say yes. Thread-safe; a process registers as many as it has.</summary>
public interface IReadinessCheck
{
    /// <summary>How it is now. Cheap: whoever balances load asks every few seconds.</summary>
    ValueTask<Readiness> CheckAsync(CancellationToken cancellationToken);
}
