using System.Collections.Generic;

namespace Mlx4.CodeFixes.Editing;

/// <summary>One thing that can be done about a report.</summary>
/// <param name="Title">What the editor shows.</param>
/// <param name="Key">What kind of fix it is; "fix all" applies all of one kind.</param>
/// <param name="Edits">What it changes.</param>
/// <param name="Declares">What it declares, if anything: two fixes that declare the same are not applied together.</param>
internal sealed record Fix(string Title, string Key, IReadOnlyList<DocumentEdit> Edits, string? Declares = null);
