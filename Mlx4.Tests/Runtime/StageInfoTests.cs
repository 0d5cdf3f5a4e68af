using Mlx4.Runtime;

namespace Mlx4.Tests.Runtime;

public class StageInfoTests
{
    private static readonly StageInfo Plain = new("LoadOne", 10, "InitPort");

    [Fact]
    public void The_display_name_is_the_methods_unless_stated()
    {
        Assert.Equal("InitPort", Plain.Name);
        Assert.Equal(("port", "InitPort"), (new StageInfo("LoadOne", 10, "InitPort", "port").Name, new StageInfo("LoadOne", 10, "InitPort", "port").Method));
        Assert.Equal("10 InitPort", Plain.ToString());
        Assert.Equal(1, Plain.MaxRestarts);
    }

    [Theory]
    [InlineData(StageEventKind.Starting, -1, null, null, "Starting InitPort")]
    [InlineData(StageEventKind.Completed, 2, null, null, "Completed InitPort[2]")]
    [InlineData(StageEventKind.Failed, 1, "EBUSY", null, "Failed InitPort[1]: EBUSY")]
    [InlineData(StageEventKind.CleanupFailed, -1, null, "stuck", "CleanupFailed InitPort: stuck")]
    public void The_text_of_an_event_is_one_line(StageEventKind kind, int item, string? error, string? exception, string text) =>
        Assert.Equal(text, new StageEvent(kind, Plain, item, error, exception is null ? null : new IOException(exception)).ToString());

    [Fact]
    public void An_event_belongs_to_the_pipeline_of_its_stage() => Assert.Equal("LoadOne", new StageEvent(StageEventKind.Starting, Plain).Pipeline);

    [Fact]
    public void Two_events_are_equal_if_all_they_say_is()
    {
        IOException exception = new("stuck");
        StageEvent one = new(StageEventKind.Failed, Plain, 1, null, exception);

        Assert.True(one == new StageEvent(StageEventKind.Failed, Plain, 1, null, exception));
        Assert.Equal(one.GetHashCode(), new StageEvent(StageEventKind.Failed, Plain, 1, null, exception).GetHashCode());
        Assert.True(one != new StageEvent(StageEventKind.Completed, Plain, 1, null, exception));
        Assert.True(one != new StageEvent(StageEventKind.Failed, new StageInfo("LoadOne", 10, "InitPort"), 1, null, exception));
        Assert.True(one != new StageEvent(StageEventKind.Failed, Plain, 2, null, exception));
        Assert.True(one != new StageEvent(StageEventKind.Failed, Plain, 1, "EIO", exception));
        Assert.True(one != new StageEvent(StageEventKind.Failed, Plain, 1));
        Assert.False(one.Equals((object)Plain));
    }
}
