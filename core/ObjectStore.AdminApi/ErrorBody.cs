namespace ObjectStore.AdminApi;

/// <summary>The body of every answer that is not a success.</summary>
/// <param name="Code">What a program looks at; PascalCase, never renamed.</param>
/// <param name="Message">What a person reads: one line.</param>
public sealed record ErrorBody(string Code, string Message);
