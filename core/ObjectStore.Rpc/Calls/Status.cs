namespace ObjectStore.Rpc.Calls;

/// <summary>Outcome of a call with a sentence for a person.</summary>
/// <param name="StatusCode">The outcome.</param>
/// <param name="Detail">May be empty.</param>
public readonly record struct Status(StatusCode StatusCode, string Detail)
{
    /// <summary>Success.</summary>
    public static Status DefaultSuccess => new(StatusCode.OK, "");
}
