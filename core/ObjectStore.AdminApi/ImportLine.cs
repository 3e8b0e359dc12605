namespace ObjectStore.AdminApi;

/// <summary>A line of the answer of an import. The last line has the stage <c>done</c>, or an error.</summary>
/// <param name="Stage"><c>clear</c>, <c>write</c>, <c>switch</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Rows">Rows that were written.</param>
/// <param name="RowsExpected">Rows of the export.</param>
/// <param name="Message">What a person should know, if anything.</param>
/// <param name="Error">Why it could not go on.</param>
public sealed record ImportLine(string Stage, long Rows, long RowsExpected, string? Message = null, ErrorBody? Error = null)
{
    /// <summary>The stage of an import that has succeeded.</summary>
    public const string Done = "done";

    /// <summary>The stage of an import that has not.</summary>
    public const string Failed = "failed";
}
