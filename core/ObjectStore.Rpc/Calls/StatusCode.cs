namespace ObjectStore.Rpc.Calls;

/// <summary>Outcome of a call; names and numbers are gRPC's.</summary>
public enum StatusCode
{
    /// <summary>Success.</summary>
    OK = 0,

    /// <summary>The caller gave up.</summary>
    Cancelled = 1,

    /// <summary>The peer failed in a way that it does not tell.</summary>
    Unknown = 2,

    /// <summary>The request is wrong whatever the state of the peer.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline has passed.</summary>
    DeadlineExceeded = 4,

    /// <summary>What was asked for is not there.</summary>
    NotFound = 5,

    /// <summary>What was to be made is there already.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A limit or capacity is exhausted.</summary>
    ResourceExhausted = 8,

    /// <summary>The state of the peer does not allow it; trying again does not help.</summary>
    FailedPrecondition = 9,

    /// <summary>A conflict with another call.</summary>
    Aborted = 10,

    /// <summary>A position past the end.</summary>
    OutOfRange = 11,

    /// <summary>There is no such method or feature.</summary>
    Unimplemented = 12,

    /// <summary>Something that must not happen did.</summary>
    Internal = 13,

    /// <summary>The peer cannot be reached or is closing; the same call may succeed later.</summary>
    Unavailable = 14,

    /// <summary>Stored bytes are lost or damaged.</summary>
    DataLoss = 15,

    /// <summary>The caller is not known.</summary>
    Unauthenticated = 16,
}
