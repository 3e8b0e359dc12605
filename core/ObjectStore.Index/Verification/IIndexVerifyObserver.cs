namespace ObjectStore.Index.Verification;

/// <summary>Is told what a verification finds, as it finds it. Called by one caller at a time; what it throws ends the verification.</summary>
public interface IIndexVerifyObserver
{
    /// <summary>Something is wrong.</summary>
    ValueTask FoundAsync(IndexFinding finding, CancellationToken cancellationToken);

    /// <summary>A page was read.</summary>
    ValueTask ProgressedAsync(IndexVerifyCounts counts, CancellationToken cancellationToken);
}
