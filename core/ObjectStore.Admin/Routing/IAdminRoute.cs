namespace ObjectStore.Admin.Routing;

/// <summary>One operation of the admin API. Called only for identities that are admins.</summary>
internal interface IAdminRoute
{
    /// <summary>HTTP method, upper case.</summary>
    string Method { get; }

    /// <summary>The exact path; docs/operations/cli.md.</summary>
    string Path { get; }

    /// <summary>Answers the request. May throw <see cref="AdminException"/> as long as the answer has not begun.</summary>
    Task HandleAsync(AdminRequest request);
}
