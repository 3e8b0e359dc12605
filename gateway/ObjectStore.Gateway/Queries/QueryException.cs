namespace ObjectStore.Gateway.Queries;

/// <summary>Carries an error of a query API from wherever a request turns out to be wrong to the one place that writes it.</summary>
public sealed class QueryException : Exception
{
    /// <summary>An error.</summary>
    /// <param name="code">As the service calls it.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="message">A sentence for a person.</param>
    public QueryException(string code, int status, string message)
        : base(message)
    {
        Code = code;
        Status = status;
    }

    /// <summary>As the service calls it.</summary>
    public string Code { get; }

    /// <summary>HTTP status.</summary>
    public int Status { get; }
}
