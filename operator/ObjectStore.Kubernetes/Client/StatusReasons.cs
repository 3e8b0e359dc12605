namespace ObjectStore.Kubernetes.Client;

/// <summary>Reasons of failures that callers react to (metav1.StatusReason).</summary>
public static class StatusReasons
{
    /// <summary>There is no such object or resource.</summary>
    public const string NotFound = "NotFound";

    /// <summary>An object of that name exists.</summary>
    public const string AlreadyExists = "AlreadyExists";

    /// <summary>The object has changed, or another manager owns the field.</summary>
    public const string Conflict = "Conflict";

    /// <summary>The object breaks its schema or rules.</summary>
    public const string Invalid = "Invalid";

    /// <summary>The resource version is no longer available.</summary>
    public const string Expired = "Expired";

    /// <summary>The same, from older servers.</summary>
    public const string Gone = "Gone";

    /// <summary>The caller has no permission.</summary>
    public const string Forbidden = "Forbidden";

    /// <summary>The caller is not known.</summary>
    public const string Unauthorized = "Unauthorized";

    /// <summary>The server is at its limit.</summary>
    public const string TooManyRequests = "TooManyRequests";

    /// <summary>The server failed.</summary>
    public const string InternalError = "InternalError";

    /// <summary>Ours: no answer came.</summary>
    public const string Unreachable = "Unreachable";

    /// <summary>Ours: the answer is not what the API promises, or too large.</summary>
    public const string BadAnswer = "BadAnswer";
}
