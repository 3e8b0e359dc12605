namespace ObjectStore.Testing.History;

/// <summary>What an operation on a key does.</summary>
public enum OperationKind
{
    /// <summary>Reads the value, or that there is none.</summary>
    Get,

    /// <summary>Sets the value.</summary>
    Put,

    /// <summary>Sets the value if there is none.</summary>
    PutIfAbsent,

    /// <summary>Sets the value if it is the expected one.</summary>
    PutIfMatch,

    /// <summary>Removes the value, if there is one.</summary>
    Delete,

    /// <summary>Removes the value if it is the expected one; that there is none is as good.</summary>
    DeleteIfMatch,
}
