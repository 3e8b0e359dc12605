namespace ObjectStore.Policies.Access;

/// <summary>Whether a request may go on.</summary>
public enum AccessVerdict
{
    /// <summary>No.</summary>
    Denied,

    /// <summary>Yes.</summary>
    Allowed,

    /// <summary>That is decided when the object is known.</summary>
    DependsOnObject,

    /// <summary>No, although a policy allows it: only the account of the bucket's owner may.</summary>
    OfOwnersAccountOnly,
}
