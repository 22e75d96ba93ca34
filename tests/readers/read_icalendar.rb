require "stringio"
require "icalendar"

Icalendar.logger.level = Logger::WARN
calendars = Icalendar::Calendar.parse(File.read(ARGV[0], encoding: "UTF-8"))
calendars.flat_map(&:events).each do |event|
  puts [event.dtstart.strftime("%Y-%m-%d"), event.uid, event.sequence, event.summary].join("\t")
end
