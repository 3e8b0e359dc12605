using ObjectStore.Policies;
using ObjectStore.S3.Auth;

namespace ObjectStore.Gateway.Queries;

/// <summary>One request to a query API. Used by one thread at a time.</summary>
/// <param name="action">Value of <c>Action</c>: letters and digits.</param>
/// <param name="form">All parameters.</param>
/// <param name="caller">Who signed, or <see cref="Identity.Anonymous"/>.</param>
/// <param name="keys">Condition keys of the request.</param>
/// <param name="requestId">Names the request in logs and answers.</param>
/// <param name="aborted">Cancelled when the client is gone.</param>
public sealed class QueryCall(string action, QueryForm form, Identity caller, IConditionKeys keys, string requestId, CancellationToken aborted)
{
    /// <summary>Value of <c>Action</c>: letters and digits.</summary>
    public string Action => action;

    /// <summary>All parameters.</summary>
    public QueryForm Form => form;

    /// <summary>Who signed, or <see cref="Identity.Anonymous"/>.</summary>
    public Identity Caller => caller;

    /// <summary>Condition keys of the request.</summary>
    public IConditionKeys Keys => keys;

    /// <summary>Names the request in logs and answers.</summary>
    public string RequestId => requestId;

    /// <summary>Cancelled when the client is gone.</summary>
    public CancellationToken Aborted => aborted;
}
