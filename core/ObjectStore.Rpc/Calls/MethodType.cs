namespace ObjectStore.Rpc.Calls;

/// <summary>Which sides of a call send one message and which any number.</summary>
public enum MethodType
{
    /// <summary>One request, one response.</summary>
    Unary,

    /// <summary>Any number of requests, one response.</summary>
    ClientStreaming,

    /// <summary>One request, any number of responses.</summary>
    ServerStreaming,

    /// <summary>Any number of both, independent of each other.</summary>
    DuplexStreaming,
}
