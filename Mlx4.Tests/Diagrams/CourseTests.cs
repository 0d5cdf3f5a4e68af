using Mlx4.Diagrams;
using Mlx4.Diagrams.Model;

namespace Mlx4.Tests.Diagrams;

/// <summary>What a drawing says of a load, in full.</summary>
public sealed class CourseTests
{
    private static readonly string[] Letters = ["run", "skip", "keep", "fail", "let go", "again from", "undo", "undo items of"];

    [Fact]
    public void A_load_that_succeeds_undoes_what_is_transient() => AssertCourse(
        Load("master"),
        "run Own; run Configure; run EnableFunctions; run EnableVectors; run EnterLoading; run InitPort; run Test; undo EnterLoading",
        "undo InitPort; undo EnableVectors; undo EnableFunctions; undo Own");

    [Fact]
    public void A_loop_that_fails_undoes_its_earlier_items() => AssertCourse(
        Load("function", "InitPort", FaultKind.Error),
        "run Own; skip Configure; skip EnableFunctions; run EnableVectors; run EnterLoading; fail InitPort; undo items of InitPort; undo EnterLoading; undo EnableVectors; undo Own");

    [Fact]
    public void A_restart_undoes_down_to_where_it_goes_back() => AssertCourse(
        Load("function", "Test", FaultKind.RestartOnce),
        "run Own; skip Configure; skip EnableFunctions; run EnableVectors; run EnterLoading; run InitPort; fail Test; undo InitPort; undo EnterLoading; undo EnableVectors; "
        + "again from EnableVectors; run EnableVectors; run EnterLoading; run InitPort; run Test; undo EnterLoading",
        "undo InitPort; undo EnableVectors; undo Own");

    [Fact]
    public void Restarts_are_used_up() =>
        Assert.Equal(2, Load("master", "Test", FaultKind.RestartAlways).Steps.Count(step => step.Kind == StepKind.Restart));

    [Fact]
    public void An_optional_stage_is_let_go_and_not_undone() => AssertCourse(
        Load("function", "EnableVectors", FaultKind.Error),
        "run Own; skip Configure; skip EnableFunctions; let go EnableVectors; run EnterLoading; run InitPort; run Test; undo EnterLoading",
        "undo InitPort; undo Own");

    [Fact]
    public void An_exception_of_an_optional_stage_is_a_failure() => AssertCourse(
        Load("function", "EnableVectors", FaultKind.Exception),
        "run Own; skip Configure; skip EnableFunctions; fail EnableVectors; undo Own");

    private static Course Load(string variant, string? stage = null, FaultKind kind = FaultKind.Error)
    {
        PipelineDrawing adapter = Tables.Adapter;
        Fault? fault = stage is null ? null : new Fault(adapter.Stages.TakeWhile(each => each.Name != stage).Count(), kind);
        return Course.OfLoad(adapter, adapter.Variants.Single(each => each.Name == variant), fault);
    }

    private static void AssertCourse(Course course, string load, string unload = "")
    {
        Assert.Equal(load, Text(course.Steps));
        Assert.Equal(unload, Text(course.Unload));
    }

    private static string Text(IEnumerable<Step> steps) => string.Join("; ", steps.Select(step => $"{Letters[(int)step.Kind]} {Tables.Adapter.Stages[step.Stage].Name}"));
}
