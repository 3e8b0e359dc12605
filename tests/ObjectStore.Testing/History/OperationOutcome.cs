namespace ObjectStore.Testing.History;

/// <summary>What is known of how an operation ended.</summary>
public enum OperationOutcome
{
    /// <summary>No answer, or one that leaves it open: it may have had its effect, may have it at any time from now on, or never. So do operations that never ended.</summary>
    Unknown,

    /// <summary>It succeeded.</summary>
    Applied,

    /// <summary>Its condition did not hold; it changed nothing.</summary>
    Refused,

    /// <summary>It failed and changed nothing, and tells nothing about the key.</summary>
    Failed,
}
