namespace Mlx4.Generators.Emit;

/// <summary>The types that generated code names, in full, so that nothing in the user's scope can stand in front of them.</summary>
internal static class Types
{
    public const string Exception = "global::System.Exception";
    public const string ExceptionList = "global::System.Collections.Generic.List<global::System.Exception>";
    public const string InvalidOperationException = "global::System.InvalidOperationException";
    public const string CultureInfo = "global::System.Globalization.CultureInfo";
    public const string ReadOnlyList = "global::System.Collections.Generic.IReadOnlyList";
    public const string Equatable = "global::System.IEquatable";
    public const string Guard = "global::Mlx4.Runtime.CompilerServices.PipelineGuard";
    public const string StageTable = "global::Mlx4.Runtime.CompilerServices.StageTable";
    public const string InitResult = "global::Mlx4.Runtime.InitResult";
    public const string StageInfo = "global::Mlx4.Runtime.StageInfo";
    public const string StageEvent = "global::Mlx4.Runtime.StageEvent";
    public const string StageEventKind = "global::Mlx4.Runtime.StageEventKind";
    public const string UnwindException = "global::Mlx4.Runtime.UnwindException";
    public const string Hidden = "[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]";
    public const string AutoLayout = "[global::System.Runtime.InteropServices.StructLayout(global::System.Runtime.InteropServices.LayoutKind.Auto)]";
}
